"""A stand-in for the trust services of the State: demonstration certificates, timestamps, remote signing.

Nothing it makes has legal force, and everything it makes says so.
"""
