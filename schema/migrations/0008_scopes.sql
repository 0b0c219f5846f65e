-- A key that could do everything still can: there are three scopes more.
UPDATE api_keys SET scopes = '["chat","profiles","axes","fits","keys","project","usage","audit"]'
WHERE json_array_length(scopes) = 5;
