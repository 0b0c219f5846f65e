CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`prefix` text NOT NULL,
	`scopes` text NOT NULL,
	`created` integer NOT NULL,
	`expires` integer,
	`revoked` integer,
	`last_used` integer,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash_unique` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE INDEX `api_keys_by_project` ON `api_keys` (`project_id`,`created`);--> statement-breakpoint
CREATE TABLE `axes` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`name` text NOT NULL,
	`positive_name` text NOT NULL,
	`positive_description` text NOT NULL,
	`negative_name` text NOT NULL,
	`negative_description` text NOT NULL,
	`active_version` integer,
	`created` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `axes_name` ON `axes` (`project_id`,`name`);--> statement-breakpoint
CREATE TABLE `directions` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`axis_id` text NOT NULL,
	`version` integer NOT NULL,
	`hash` text NOT NULL,
	`model_hash` text NOT NULL,
	`verified` integer NOT NULL,
	`bytes` integer NOT NULL,
	`manifest` text NOT NULL,
	`evaluation` text,
	`created` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`axis_id`) REFERENCES `axes`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `directions_version` ON `directions` (`axis_id`,`version`);--> statement-breakpoint
CREATE UNIQUE INDEX `directions_hash` ON `directions` (`axis_id`,`hash`);--> statement-breakpoint
CREATE TABLE `fits` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`axis` text NOT NULL,
	`spec` text NOT NULL,
	`activate` text NOT NULL,
	`worker` text,
	`state` text NOT NULL,
	`stage` text,
	`progress` real NOT NULL,
	`message` text NOT NULL,
	`stages` text NOT NULL,
	`error` text,
	`direction` text,
	`evaluation` text,
	`activated` integer NOT NULL,
	`created` integer NOT NULL,
	`updated` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `fits_by_project` ON `fits` (`project_id`,`created`);--> statement-breakpoint
CREATE TABLE `profile_strengths` (
	`project_id` text NOT NULL,
	`profile_id` text NOT NULL,
	`axis_id` text NOT NULL,
	`mean` real NOT NULL,
	`variance` real DEFAULT 0 NOT NULL,
	`mode` text NOT NULL,
	PRIMARY KEY(`profile_id`, `axis_id`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`profile_id`) REFERENCES `profiles`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`axis_id`) REFERENCES `axes`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `profile_strengths_by_axis` ON `profile_strengths` (`axis_id`);--> statement-breakpoint
CREATE TABLE `profiles` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`user` text NOT NULL,
	`created` integer NOT NULL,
	`updated` integer NOT NULL,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `profiles_user` ON `profiles` (`project_id`,`user`);--> statement-breakpoint
CREATE TABLE `projects` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created` integer NOT NULL
);
