-- How this connection asks the object store. The secret lives as long as the connection, and in memory alone.
create secret object_store (
    type s3,
    key_id {{key_id}},
    secret {{secret}},
    session_token {{token}},
    region {{region}},
    endpoint {{endpoint}},
    url_style {{style}},
    use_ssl {{encrypted}}
)
