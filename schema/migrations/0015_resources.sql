CREATE TABLE `user_erasures` (
	`project_id` text NOT NULL,
	`user` text NOT NULL,
	`asked` integer NOT NULL,
	`tried` integer NOT NULL,
	PRIMARY KEY(`project_id`, `user`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `user_erasures_by_turn` ON `user_erasures` (`tried`);--> statement-breakpoint
CREATE TABLE `idempotent_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`user` text,
	`request` text NOT NULL,
	`claim` text NOT NULL,
	`state` text NOT NULL,
	`until` integer NOT NULL,
	`sealed` text,
	`answer` text,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `idempotent_requests_by_end` ON `idempotent_requests` (`until`);--> statement-breakpoint
CREATE INDEX `idempotent_requests_by_user` ON `idempotent_requests` (`project_id`,`user`);--> statement-breakpoint
DROP INDEX `axes_name`;--> statement-breakpoint
ALTER TABLE `axes` ADD `deleted` integer;--> statement-breakpoint
ALTER TABLE `axes` ADD `deleted_default` text;--> statement-breakpoint
CREATE INDEX `axes_by_project` ON `axes` (`project_id`,`name`);--> statement-breakpoint
CREATE INDEX `axes_by_deletion` ON `axes` (`deleted`);--> statement-breakpoint
CREATE UNIQUE INDEX `axes_name` ON `axes` (`project_id`,`name`) WHERE deleted is null;--> statement-breakpoint
ALTER TABLE `directions` ADD `deleted` integer;--> statement-breakpoint
CREATE INDEX `directions_by_deletion` ON `directions` (`deleted`);--> statement-breakpoint
CREATE INDEX `audit_log_by_target` ON `audit_log` (`project_id`,`target`);--> statement-breakpoint
CREATE INDEX `usage_days_by_user` ON `usage_days` (`project_id`,`user`);--> statement-breakpoint
CREATE INDEX `usage_events_by_user` ON `usage_events` (`project_id`,`user`);--> statement-breakpoint
-- Written by hand, from here on: a batch that begins with an insert here happens only where what is inserted is 1.
CREATE VIEW preconditions AS SELECT 1 AS met WHERE false;
--> statement-breakpoint
CREATE TRIGGER preconditions_are_met INSTEAD OF INSERT ON preconditions WHEN NEW.met IS NOT 1 BEGIN SELECT RAISE(ABORT, 'precondition/changed_meanwhile'); END;
--> statement-breakpoint
-- Axes that are deleted and may come back make room for others (0011).
CREATE TRIGGER axes_deleted_are_counted_off AFTER UPDATE OF deleted ON axes WHEN OLD.deleted IS NULL AND NEW.deleted IS NOT NULL BEGIN
  UPDATE storage_quotas SET axes = axes - 1 WHERE project_id = NEW.project_id;
END;
--> statement-breakpoint
CREATE TRIGGER axes_restored_are_counted AFTER UPDATE OF deleted ON axes WHEN OLD.deleted IS NOT NULL AND NEW.deleted IS NULL BEGIN
  UPDATE storage_quotas SET axes = axes + 1 WHERE project_id = NEW.project_id;
  SELECT RAISE(ABORT, 'quota_exceeded/axes') FROM storage_quotas WHERE project_id = NEW.project_id AND axes > max_axes;
END;
--> statement-breakpoint
DROP TRIGGER axes_are_counted_off;
--> statement-breakpoint
CREATE TRIGGER axes_are_counted_off AFTER DELETE ON axes WHEN OLD.deleted IS NULL BEGIN
  UPDATE storage_quotas SET axes = axes - 1 WHERE project_id = OLD.project_id;
END;
--> statement-breakpoint
-- Written by hand: what happens to a project is told by its webhooks.
CREATE TRIGGER project_events_are_told AFTER INSERT ON project_events BEGIN
  INSERT INTO webhook_events (id, project_id, type, data, created) VALUES (
    'evt_' || lower(hex(randomblob(13))), NEW.project_id, NEW.kind, NEW.data, NEW.at);
END;
