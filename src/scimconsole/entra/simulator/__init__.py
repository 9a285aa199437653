"""A provisioning job as Entra ID runs it, played against any SCIM endpoint over real HTTP.

`endpoint` is the only module that talks to the network; everything else decides, remembers and tells.
"""
