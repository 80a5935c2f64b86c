-- A reader may open the version's own files and nothing else, and can't change that.
set allowed_directories = {{folders}};
set enable_external_access = false;
set lock_configuration = true
