"""The sample school: the people of every test, screenshot and first start. Never loaded in production."""
