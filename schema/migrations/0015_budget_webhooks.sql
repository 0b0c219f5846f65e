-- By hand: what happens to a project at its budget's bounds is told to its webhooks, as often as it is kept: once.
CREATE TRIGGER project_event_told AFTER INSERT ON project_events BEGIN
  INSERT INTO webhook_events (id, project_id, type, data, created)
    VALUES ('evt_' || lower(hex(randomblob(13))), NEW.project_id, NEW.kind, NEW.data, NEW.at);
END;
