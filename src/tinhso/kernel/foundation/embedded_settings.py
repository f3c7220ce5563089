"""What the embedded PostgreSQL is told at each start: durable, reachable through its socket, sized to the machine."""

import os
from pathlib import Path


def server_settings(sockets: Path, log: Path, listen: str, port: int) -> dict[str, object]:
    """Return the settings of ``postgresql.conf``; ``listen`` is empty where nothing shall listen on TCP."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return {
        "listen_addresses": listen,
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "port": port,
        "max_connections": 120,
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "wal_compression": "pglz",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "shared_buffers": f"{min(max(memory // 8, 64), 1024)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{min(max(memory // 16, 64), 512)}MB",
        "random_page_cost": 1.1,
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_directory": str(log),
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": 0,
        "password_encryption": "scram-sha-256",
    }
