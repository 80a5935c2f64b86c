-- Author, message and facts of the snapshot.
call lake.set_commit_message($author, $message, extra_info => $facts)
