-- What isolates remember of a project (0010) has whether there are limits in it.
CREATE TRIGGER project_version_limits_set AFTER INSERT ON project_limits BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_limits_lifted AFTER DELETE ON project_limits BEGIN UPDATE projects SET version = version + 1 WHERE id = OLD.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_key_limits_set AFTER INSERT ON key_limits BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_key_limits_lifted AFTER DELETE ON key_limits BEGIN UPDATE projects SET version = version + 1 WHERE id = OLD.project_id; END;
