"""Addresses of signing in and of one's own account."""

from django.urls import path

from tinhso.kernel.identity import account_views, views

app_name = "identity"

urlpatterns = [
    path("dang-nhap/", views.sign_in_page, name="sign-in"),
    path("dang-nhap/xac-thuc/", views.challenge, name="challenge"),
    path("dang-ky/", views.sign_up, name="sign-up"),
    path("dang-xuat/", views.sign_out, name="sign-out"),
    path("tai-khoan/", account_views.account, name="account"),
    path("tai-khoan/mat-khau/", account_views.password, name="password"),
    path("tai-khoan/xac-thuc-hai-lop/", account_views.enrol, name="enrol"),
    path("tai-khoan/ma-du-phong/", account_views.recovery_codes, name="recovery-codes"),
    path("tai-khoan/thiet-bi-khac/dang-xuat/", account_views.end_other_sessions, name="end-other-sessions"),
    path("tai-khoan/ai-da-xem/", account_views.looks, name="looks"),
]
