"""The real addresses and the two that everything is compared with."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from tinhso.config.urls import urlpatterns as real
from tinhso.kernel.identity.access import official


@csrf_exempt
def commit(request: HttpRequest) -> HttpResponse:
    """Commit one row and answer: the least that a write can cost here."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (body) VALUES (%s)", [request.body.decode()[:200]])
    return HttpResponse("ok")


@official
def page(request: HttpRequest) -> HttpResponse:
    """Show an empty page with the officers' base template."""
    return render(request, "web/workspace.html")


urlpatterns = [path("bare/commit/", commit), path("bare/page/", page), *real]
