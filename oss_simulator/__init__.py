"""A stand-in for OSS-RBA on its real protocol (PIA v4.3.22), for demos and tests; the portal never imports it."""
