"""Who signs in, and with which rights: users, and the role a user has in a business.

Knows no family; the adapter to django-allauth lives here and nothing else of it leaks out.
"""
