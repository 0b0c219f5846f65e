CREATE TABLE `answers` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`user` text,
	`created` integer NOT NULL,
	`expires` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `answers_by_user` ON `answers` (`project_id`,`user`);--> statement-breakpoint
CREATE INDEX `answers_by_expiry` ON `answers` (`expires`);--> statement-breakpoint
ALTER TABLE `projects` ADD `answer_retention_seconds` integer;
--> statement-breakpoint
-- What isolates remember of a project has one part more (0010).
DROP TRIGGER project_version_settings;
--> statement-breakpoint
CREATE TRIGGER project_version_settings AFTER UPDATE OF basis, default_edits, answer_retention_seconds ON projects BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.id; END;
