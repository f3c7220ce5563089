"""Address of the page that checks signed files."""

from django.urls import path

from tinhso.kernel.signing import views

app_name = "signing"
urlpatterns = [path("xac-minh/tep/", views.check, name="check")]
