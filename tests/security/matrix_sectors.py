"""The rows of personnel's and of the sectors' pages in the permission matrix."""

SECTORS = {
    # personnel: lists and figures over the units of whoever holds the right to them; the own file to its person alone.
    "personnel:ahead": "personnel.lists",
    "personnel:figures": "personnel.lists",
    "personnel:own": "official",
    "personnel:sync": "personnel.sync",
    # tourism: published rows are everybody's; what is done around a row takes its register's rights at its unit.
    "tourism:comment": "tourism.moderate",
    "tourism:comments": "tourism.moderate",
    "tourism:home": "public",
    "tourism:list": "public",
    "tourism:map": "public",
    "tourism:picture": "public",
    "tourism:picture-act": "official",
    "tourism:picture-add": "official",
    "tourism:place": "public",
    "tourism:rate": "signed-in",
}
