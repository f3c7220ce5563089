"""The gateway: synchronous calls between systems after the X-Road message protocol for REST (``tinhso gateway``)."""
