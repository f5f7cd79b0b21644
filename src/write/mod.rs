//! Results → files. Only this step and `read` open files.
