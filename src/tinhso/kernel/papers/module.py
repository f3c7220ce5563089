"""What the room tells the house."""

from tinhso.kernel.foundation.modules import Check, Module
from tinhso.kernel.papers import typesetting

MODULE = Module(
    code="papers",
    name="Giấy tờ",
    icon="file-certificate",
    checks=(Check("Phông chữ giấy tờ", typesetting.missing_fonts),),
)
