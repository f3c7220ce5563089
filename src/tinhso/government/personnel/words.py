"""What may be chosen in personnel."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class Employment(TextChoices):
    """Luật Cán bộ, công chức; Luật Viên chức; NĐ 111/2022/NĐ-CP."""

    CADRE = "cadre", _("Cán bộ")
    CIVIL_SERVANT = "civil_servant", _("Công chức")
    PUBLIC_EMPLOYEE = "public_employee", _("Viên chức")
    CONTRACT = "contract", _("Hợp đồng lao động")


class Degree(TextChoices):
    NONE = "none", _("Chưa qua đào tạo")
    ELEMENTARY = "elementary", _("Sơ cấp")
    INTERMEDIATE = "intermediate", _("Trung cấp")
    COLLEGE = "college", _("Cao đẳng")
    BACHELOR = "bachelor", _("Đại học")
    MASTER = "master", _("Thạc sĩ")
    DOCTOR = "doctor", _("Tiến sĩ")


ABOVE_BACHELOR = (Degree.MASTER, Degree.DOCTOR)


class Theory(TextChoices):
    ELEMENTARY = "elementary", _("Sơ cấp")
    INTERMEDIATE = "intermediate", _("Trung cấp")
    ADVANCED = "advanced", _("Cao cấp")
    BACHELOR = "bachelor", _("Cử nhân")


class Concerns(TextChoices):
    """What a decision is about."""

    RECRUITMENT = "recruitment", _("Tuyển dụng, tiếp nhận")
    POST = "post", _("Bổ nhiệm, điều động, luân chuyển, biệt phái")
    SALARY = "salary", _("Nâng bậc lương, phụ cấp, xếp ngạch")
    QUOTA = "quota", _("Giao biên chế")
    TRAINING = "training", _("Cử đi đào tạo, bồi dưỡng")
    DISCIPLINE = "discipline", _("Kỷ luật")
    AWARD = "award", _("Khen thưởng, công nhận sáng kiến")
    RETIREMENT = "retirement", _("Nghỉ hưu, thôi việc")


class StepKind(TextChoices):
    """Why somebody has a step."""

    FIRST = "first", _("Xếp lương lần đầu")
    REGULAR = "regular", _("Nâng bậc thường xuyên")
    EARLY = "early", _("Nâng bậc trước thời hạn")
    OVER = "over", _("Phụ cấp thâm niên vượt khung")
    RANK = "rank", _("Chuyển ngạch, thăng hạng")


class AllowanceKind(TextChoices):
    POST = "post", _("Chức vụ")
    REGION = "region", _("Khu vực")
    CHARGE = "charge", _("Trách nhiệm")
    SERVICE = "service", _("Công vụ")
    PROFESSION = "profession", _("Ưu đãi nghề")
    SENIORITY = "seniority", _("Thâm niên nghề")
    ATTRACTION = "attraction", _("Thu hút vùng đặc biệt khó khăn")


class Duty(TextChoices):
    """How somebody holds a post."""

    MAIN = "main", _("Chính")
    CONCURRENT = "concurrent", _("Kiêm nhiệm")
    SECONDED = "seconded", _("Biệt phái")


class Fulfilment(TextChoices):
    """NĐ 90/2020/NĐ-CP."""

    EXCELLENT = "excellent", _("Hoàn thành xuất sắc nhiệm vụ")
    GOOD = "good", _("Hoàn thành tốt nhiệm vụ")
    FULFILLED = "fulfilled", _("Hoàn thành nhiệm vụ")
    UNFULFILLED = "unfulfilled", _("Không hoàn thành nhiệm vụ")


class Measure(TextChoices):
    """Measures of discipline (NĐ 112/2020/NĐ-CP)."""

    REPRIMAND = "reprimand", _("Khiển trách")
    WARNING = "warning", _("Cảnh cáo")
    DEMOTION_OF_SALARY = "demotion_of_salary", _("Hạ bậc lương")
    DEMOTION = "demotion", _("Giáng chức")
    REMOVAL = "removal", _("Cách chức")
    DISMISSAL = "dismissal", _("Buộc thôi việc")


class Honour(TextChoices):
    """Titles, forms of reward and initiatives (Luật Thi đua, khen thưởng 06/2022/QH15; NĐ 13/2012/NĐ-CP)."""

    ADVANCED = "advanced", _("Lao động tiên tiến")
    BASE_FIGHTER = "base_fighter", _("Chiến sĩ thi đua cơ sở")
    PROVINCE_FIGHTER = "province_fighter", _("Chiến sĩ thi đua cấp tỉnh")
    NATION_FIGHTER = "nation_fighter", _("Chiến sĩ thi đua toàn quốc")
    MERIT_PAPER = "merit_paper", _("Giấy khen")
    PROVINCE_MERIT = "province_merit", _("Bằng khen của Chủ tịch UBND tỉnh")
    PREMIER_MERIT = "premier_merit", _("Bằng khen của Thủ tướng Chính phủ")
    MEDAL = "medal", _("Huân chương")
    INITIATIVE_BASE = "initiative_base", _("Sáng kiến cấp cơ sở")
    INITIATIVE_PROVINCE = "initiative_province", _("Sáng kiến cấp tỉnh")
