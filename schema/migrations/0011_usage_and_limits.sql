CREATE TABLE `key_limits` (
	`key_id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`requests` integer,
	`tokens` integer,
	`running` integer,
	FOREIGN KEY (`key_id`) REFERENCES `api_keys`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `key_limits_by_project` ON `key_limits` (`project_id`);--> statement-breakpoint
CREATE TABLE `project_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`project_id` text NOT NULL,
	`kind` text NOT NULL,
	`occasion` text NOT NULL,
	`at` integer NOT NULL,
	`data` text NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `project_events_once` ON `project_events` (`project_id`,`kind`,`occasion`);--> statement-breakpoint
CREATE TABLE `project_limits` (
	`project_id` text PRIMARY KEY NOT NULL,
	`key_requests` integer,
	`key_tokens` integer,
	`key_running` integer,
	`user_requests` integer,
	`user_tokens` integer,
	`user_running` integer,
	`running` integer,
	`fits_per_day` integer,
	`tokens_per_month` integer,
	`warn_at` real NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `storage_quotas` (
	`project_id` text PRIMARY KEY NOT NULL,
	`profiles` integer DEFAULT 0 NOT NULL,
	`axes` integer DEFAULT 0 NOT NULL,
	`versions` integer DEFAULT 0 NOT NULL,
	`bytes` integer DEFAULT 0 NOT NULL,
	`max_profiles` integer DEFAULT 1000000 NOT NULL,
	`max_axes` integer DEFAULT 1000 NOT NULL,
	`max_versions` integer DEFAULT 10000 NOT NULL,
	`max_bytes` integer DEFAULT 10737418240 NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `usage_axis_days` (
	`project_id` text NOT NULL,
	`day` text NOT NULL,
	`axis` text NOT NULL,
	`answers` integer NOT NULL,
	`tokens_edited` integer NOT NULL,
	`strength_sum` real NOT NULL,
	PRIMARY KEY(`project_id`, `day`, `axis`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `usage_days` (
	`project_id` text NOT NULL,
	`day` text NOT NULL,
	`key` text NOT NULL,
	`user` text NOT NULL,
	`model` text NOT NULL,
	`finished` integer NOT NULL,
	`cancelled` integer NOT NULL,
	`failed` integer NOT NULL,
	`answers` integer NOT NULL,
	`prompt_tokens` integer NOT NULL,
	`cached_tokens` integer NOT NULL,
	`completion_tokens` integer NOT NULL,
	PRIMARY KEY(`project_id`, `day`, `key`, `user`, `model`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `usage_events` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`user` text,
	`key` text,
	`model` text NOT NULL,
	`status` text NOT NULL,
	`prompt_tokens` integer NOT NULL,
	`cached_tokens` integer NOT NULL,
	`completion_tokens` integer NOT NULL,
	`axes` text NOT NULL,
	`started` integer NOT NULL,
	`ended` integer NOT NULL,
	`worker` text NOT NULL,
	`report` text NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `usage_events_by_project` ON `usage_events` (`project_id`,`ended`);--> statement-breakpoint
CREATE TABLE `usage_months` (
	`project_id` text NOT NULL,
	`month` text NOT NULL,
	`tokens` integer NOT NULL,
	PRIMARY KEY(`project_id`, `month`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
-- By hand, from here on: what a project stores is counted, and refused, where rows come and go, whoever adds them.
INSERT INTO storage_quotas (project_id, profiles, axes, versions, bytes)
SELECT id,
  (SELECT count(*) FROM profiles WHERE project_id = projects.id),
  (SELECT count(*) FROM axes WHERE project_id = projects.id),
  (SELECT count(*) FROM directions WHERE project_id = projects.id),
  (SELECT coalesce(sum(bytes), 0) FROM directions WHERE project_id = projects.id)
FROM projects;
--> statement-breakpoint
CREATE TRIGGER projects_have_quotas AFTER INSERT ON projects BEGIN INSERT INTO storage_quotas (project_id) VALUES (NEW.id); END;
--> statement-breakpoint
CREATE TRIGGER profiles_are_counted AFTER INSERT ON profiles BEGIN
  UPDATE storage_quotas SET profiles = profiles + 1 WHERE project_id = NEW.project_id;
  SELECT RAISE(ABORT, 'quota_exceeded/profiles') FROM storage_quotas WHERE project_id = NEW.project_id AND profiles > max_profiles;
END;
--> statement-breakpoint
CREATE TRIGGER profiles_are_counted_off AFTER DELETE ON profiles BEGIN
  UPDATE storage_quotas SET profiles = profiles - 1 WHERE project_id = OLD.project_id;
END;
--> statement-breakpoint
CREATE TRIGGER axes_are_counted AFTER INSERT ON axes BEGIN
  UPDATE storage_quotas SET axes = axes + 1 WHERE project_id = NEW.project_id;
  SELECT RAISE(ABORT, 'quota_exceeded/axes') FROM storage_quotas WHERE project_id = NEW.project_id AND axes > max_axes;
END;
--> statement-breakpoint
CREATE TRIGGER axes_are_counted_off AFTER DELETE ON axes BEGIN
  UPDATE storage_quotas SET axes = axes - 1 WHERE project_id = OLD.project_id;
END;
--> statement-breakpoint
CREATE TRIGGER directions_are_counted AFTER INSERT ON directions BEGIN
  UPDATE storage_quotas SET versions = versions + 1, bytes = bytes + NEW.bytes WHERE project_id = NEW.project_id;
  SELECT RAISE(ABORT, 'quota_exceeded/versions') FROM storage_quotas WHERE project_id = NEW.project_id AND versions > max_versions;
  SELECT RAISE(ABORT, 'quota_exceeded/artifact_bytes') FROM storage_quotas WHERE project_id = NEW.project_id AND bytes > max_bytes;
END;
--> statement-breakpoint
CREATE TRIGGER directions_are_counted_off AFTER DELETE ON directions BEGIN
  UPDATE storage_quotas SET versions = versions - 1, bytes = bytes - OLD.bytes WHERE project_id = OLD.project_id;
END;
--> statement-breakpoint
-- Previews are part of the fits whose previews they are.
CREATE TRIGGER fits_are_so_many_a_day AFTER INSERT ON fits WHEN NEW.preview_of IS NULL BEGIN
  SELECT RAISE(ABORT, 'quota_exceeded/fits_per_day') FROM project_limits
  WHERE project_id = NEW.project_id AND fits_per_day < (
    SELECT count(*) FROM fits
    WHERE project_id = NEW.project_id AND preview_of IS NULL AND created >= NEW.created - NEW.created % 86400000
  );
END;
