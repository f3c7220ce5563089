"""Addresses of work files."""

from django.urls import path

from tinhso.government.work_files.views import archive, files

app_name = "work_files"
urlpatterns = [
    path("ho-so-cong-viec/", files.index, name="index"),
    path("ho-so-cong-viec/mo/", files.add, name="add"),
    path("ho-so-cong-viec/nop-luu/", archive.hand_overs, name="hand-overs"),
    path("ho-so-cong-viec/nop-luu/don-vi/<uuid:unit_id>/bao-truoc/", archive.notice, name="notice"),
    path("ho-so-cong-viec/nop-luu/<uuid:key>/", archive.hand_over, name="hand-over"),
    path("ho-so-cong-viec/nop-luu/<uuid:key>/giao/", archive.offer, name="offer"),
    path("ho-so-cong-viec/nop-luu/<uuid:key>/tiep-nhan/", archive.accept, name="accept"),
    path("ho-so-cong-viec/nop-luu/<uuid:key>/tra-lai/", archive.return_, name="return"),
    path("ho-so-cong-viec/nop-luu/<uuid:key>/goi-tin/", archive.package, name="package"),
    path("ho-so-cong-viec/luu-tru/", archive.archive, name="archive"),
    path("ho-so-cong-viec/ty-le/", archive.figures, name="figures"),
    path("ho-so-cong-viec/tai-lieu/<uuid:item_id>/rut/", files.take_out, name="take-out"),
    path("ho-so-cong-viec/tai-lieu/<uuid:item_id>/tep/<uuid:file_id>/", files.download, name="download"),
    path("ho-so-cong-viec/<uuid:file_id>/", files.file, name="file"),
    path("ho-so-cong-viec/<uuid:file_id>/sua/", files.change, name="change"),
    path("ho-so-cong-viec/<uuid:file_id>/dua-vao/", files.put, name="put"),
    path("ho-so-cong-viec/<uuid:file_id>/dong/", files.close, name="close"),
    path("ho-so-cong-viec/<uuid:file_id>/mo-lai/", files.reopen, name="reopen"),
    path("ho-so-cong-viec/<uuid:file_id>/muc-luc.pdf", files.inventory, name="inventory"),
]
