"""Addresses of the statistics."""

app_name = "statistics"
urlpatterns: list = []
