CREATE TABLE `refits` (
	`axis_id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`cron` text,
	`every` text,
	`on_model_change` integer NOT NULL,
	`next` integer,
	`last_fit` text,
	`problem` text,
	`updated` integer NOT NULL,
	FOREIGN KEY (`axis_id`) REFERENCES `axes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `refits_due` ON `refits` (`next`);--> statement-breakpoint
CREATE INDEX `refits_by_model` ON `refits` (`on_model_change`);--> statement-breakpoint
CREATE TABLE `refitted_models` (
	`axis_id` text NOT NULL,
	`project_id` text NOT NULL,
	`model_hash` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`axis_id`, `model_hash`),
	FOREIGN KEY (`axis_id`) REFERENCES `axes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`webhook_id` text NOT NULL,
	`event_id` text NOT NULL,
	`state` text NOT NULL,
	`attempts` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`due` integer,
	`created` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`event_id`) REFERENCES `webhook_events`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`due`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_webhook` ON `webhook_deliveries` (`webhook_id`,`created`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_event` ON `webhook_deliveries` (`event_id`);--> statement-breakpoint
CREATE TABLE `webhook_events` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`type` text NOT NULL,
	`data` text NOT NULL,
	`created` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `webhook_events_by_project` ON `webhook_events` (`project_id`,`created`);--> statement-breakpoint
CREATE INDEX `webhook_events_by_age` ON `webhook_events` (`created`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`secret` text NOT NULL,
	`previous_secret` text,
	`previous_until` integer,
	`failing_since` integer,
	`disabled` integer,
	`disabled_reason` text,
	`created` integer NOT NULL,
	`updated` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `webhooks_by_project` ON `webhooks` (`project_id`,`created`);--> statement-breakpoint
ALTER TABLE `fits` ADD `turn` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `fits` ADD `time_limit` integer DEFAULT 5400 NOT NULL;--> statement-breakpoint
ALTER TABLE `fits` ADD `used` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `fits` ADD `model_hash` text;--> statement-breakpoint
-- By hand: an event goes to each webhook that wants it.
CREATE TRIGGER webhook_event_deliveries AFTER INSERT ON webhook_events BEGIN
  INSERT INTO webhook_deliveries (id, project_id, webhook_id, event_id, state, attempts, due, created)
    SELECT 'dlv_' || lower(hex(randomblob(13))), NEW.project_id, id, NEW.id, 'pending', '[]', NEW.created, NEW.created
    FROM webhooks WHERE project_id = NEW.project_id AND disabled IS NULL
      AND EXISTS (SELECT 1 FROM json_each(webhooks.events) WHERE value = NEW.type);
END;
--> statement-breakpoint
-- By hand: whichever way a fit ends, its end is told, once.
CREATE TRIGGER fit_finished_event AFTER UPDATE OF state ON fits
  WHEN OLD.state IN ('queued', 'running') AND NEW.state IN ('done', 'failed', 'cancelled') BEGIN
  INSERT INTO webhook_events (id, project_id, type, data, created) VALUES (
    'evt_' || lower(hex(randomblob(13))), NEW.project_id, 'fit.finished',
    json_object('fit', NEW.id, 'axis', NEW.axis, 'state', NEW.state, 'error', json(NEW.error),
      'direction', json(NEW.direction), 'activated', json(iif(NEW.activated, 'true', 'false'))),
    CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
--> statement-breakpoint
-- By hand: whoever puts a direction in force.
CREATE TRIGGER direction_activated_event AFTER UPDATE OF active_version ON axes
  WHEN NEW.active_version IS NOT NULL AND NEW.active_version IS NOT OLD.active_version BEGIN
  INSERT INTO webhook_events (id, project_id, type, data, created) VALUES (
    'evt_' || lower(hex(randomblob(13))), NEW.project_id, 'direction.activated',
    json_object('axis', NEW.name, 'version', NEW.active_version, 'previous', OLD.active_version),
    CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
