"""Addresses of work files."""

app_name = "work_files"
urlpatterns: list[object] = []
