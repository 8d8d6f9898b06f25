"""The portal's screens: Flask-Admin views for the company, the officer and the system, and the public pages."""
