"""Registers of records (cơ sở dữ liệu, sổ): one class makes one, with screens, API, history and rights."""
