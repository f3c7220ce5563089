"""What official documents put into the one list of work."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.inbox.declarations import declare

ARRIVED = declare("official_documents.arrived", _("Văn bản đến chờ vào sổ"), "official_documents:incoming")
TO_INSTRUCT = declare(
    "official_documents.to-instruct", _("Văn bản đến chờ ý kiến chỉ đạo"), "official_documents:incoming"
)
ASSIGNED = declare("official_documents.assigned", _("Xử lý văn bản đến"), "official_documents:assignment")
TO_KNOW = declare("official_documents.to-know", _("Văn bản gửi để biết"), "official_documents:assignment")
RECALL_ASKED = declare(
    "official_documents.recall-asked", _("Nơi gửi đề nghị lấy lại văn bản"), "official_documents:incoming"
)
OPINION = declare("official_documents.opinion", _("Cho ý kiến về dự thảo văn bản"), "official_documents:outgoing")
TO_SIGN = declare("official_documents.to-sign", _("Văn bản trình ký"), "official_documents:outgoing")
RETURNED = declare("official_documents.returned", _("Dự thảo bị trả lại để sửa"), "official_documents:outgoing")
TO_ISSUE = declare(
    "official_documents.to-issue", _("Văn bản đã ký, chờ cấp số và phát hành"), "official_documents:outgoing"
)
