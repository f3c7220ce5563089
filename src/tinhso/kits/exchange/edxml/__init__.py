"""edXML after QCVN 102:2016/BTTTT: messages as values, built, read, checked by schema, signed. Knows no table."""
