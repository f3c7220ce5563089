"""A stand-in of VNeID, the national platform of electronic identity: OpenID Connect with invented citizens.

How the real platform names its claims and levels is known from its agreement only; here the names are the
stand-in's own. It also answers wrongly when asked to, so that whoever trusts it can show what he refuses.
"""
