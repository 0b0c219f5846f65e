CREATE TABLE `nonces` (
	`nonce` text PRIMARY KEY NOT NULL,
	`expires` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `nonces_by_expiry` ON `nonces` (`expires`);--> statement-breakpoint
CREATE TABLE `origins` (
	`project_id` text NOT NULL,
	`origin` text NOT NULL,
	PRIMARY KEY(`project_id`, `origin`),
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `origins_by_origin` ON `origins` (`origin`);--> statement-breakpoint
CREATE INDEX `fits_by_state` ON `fits` (`state`,`updated`);