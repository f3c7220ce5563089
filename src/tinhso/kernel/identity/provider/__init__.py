"""The platform as an OpenID provider: other systems of the province sign people in through it.

The protocol is oauthlib's, as django-allauth wires it; here stand what is the house's own: who may come, which
claims leave, consent that is remembered and withdrawn, codes that are taken once in whichever process, and keys
that rotate.
"""
