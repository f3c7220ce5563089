"""Addresses of signing in, of one's own account, and of the provider for other systems."""

from django.urls import path

from tinhso.kernel.identity import account_views, passkey_views, platform_views, views
from tinhso.kernel.identity.provider import views as provider

app_name = "identity"

urlpatterns = [
    path("dang-nhap/", views.sign_in_page, name="sign-in"),
    path("dang-nhap/xac-thuc/", views.challenge, name="challenge"),
    path("dang-nhap/khoa-truy-cap/", passkey_views.enter, name="passkey-enter"),
    path("dang-nhap/khoa-truy-cap/bat-dau/", passkey_views.begin, name="passkey-begin"),
    path("dang-nhap/dinh-danh/", platform_views.begin, name="platform"),
    path("dang-nhap/dinh-danh/ket-qua/", platform_views.back, name="platform-back"),
    path("dang-nhap/dinh-danh/lien-ket/", platform_views.link, name="platform-link"),
    path("dang-nhap/dinh-danh/roi-khoi/", platform_views.leave, name="platform-leave"),
    path("dang-ky/", views.sign_up, name="sign-up"),
    path("dang-xuat/", views.sign_out, name="sign-out"),
    path("tai-khoan/", account_views.account, name="account"),
    path("tai-khoan/mat-khau/", account_views.password, name="password"),
    path("tai-khoan/xac-thuc-hai-lop/", account_views.enrol, name="enrol"),
    path("tai-khoan/ma-du-phong/", account_views.recovery_codes, name="recovery-codes"),
    path("tai-khoan/khoa-truy-cap/", passkey_views.add, name="passkey-add"),
    path("tai-khoan/khoa-truy-cap/bat-dau/", passkey_views.begin_adding, name="passkey-begin-adding"),
    path("tai-khoan/khoa-truy-cap/<int:passkey_id>/go/", passkey_views.remove, name="passkey-remove"),
    path("tai-khoan/thiet-bi-khac/dang-xuat/", account_views.end_other_sessions, name="end-other-sessions"),
    path("tai-khoan/thiet-bi/<uuid:session_id>/dang-xuat/", account_views.end_device, name="end-device"),
    path("tai-khoan/dong-y/<uuid:consent_id>/rut-lai/", account_views.withdraw_consent, name="consent-withdraw"),
    path("tai-khoan/thay-mat/", platform_views.act_for, name="act-for"),
    path("tai-khoan/doanh-nghiep/", platform_views.business, name="business"),
    path(
        "tai-khoan/doanh-nghiep/uy-quyen/<uuid:representation_id>/ket-thuc/",
        platform_views.end_authorisation,
        name="end-authorisation",
    ),
    path("tai-khoan/ai-da-xem/", account_views.looks, name="looks"),
    path(".well-known/openid-configuration", provider.configuration, name="oidc-configuration"),
    path("oidc/jwks.json", provider.keys, name="oidc-jwks"),
    path("oidc/authorize", provider.authorize, name="oidc-authorize"),
    path("oidc/token", provider.token, name="oidc-token"),
    path("oidc/userinfo", provider.user_info, name="oidc-userinfo"),
    path("oidc/revoke", provider.revoke, name="oidc-revoke"),
    path("oidc/logout", provider.end_session, name="oidc-logout"),
]
