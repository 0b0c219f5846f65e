ALTER TABLE `projects` ADD `version` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What isolates remember of a project holds as long as its version does.
CREATE TRIGGER project_version_settings AFTER UPDATE OF basis, default_edits ON projects BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_axis_added AFTER INSERT ON axes BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_axis_changed AFTER UPDATE ON axes BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_axis_removed AFTER DELETE ON axes BEGIN UPDATE projects SET version = version + 1 WHERE id = OLD.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_origin_added AFTER INSERT ON origins BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_origin_removed AFTER DELETE ON origins BEGIN UPDATE projects SET version = version + 1 WHERE id = OLD.project_id; END;
