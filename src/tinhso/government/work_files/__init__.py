"""Work files (hồ sơ công việc): what an agency did in one matter, from opening to the archive (Decree 30/2020)."""
