"""Personnel (cán bộ, công chức, viên chức): files, posts, salaries, and what falls due."""
