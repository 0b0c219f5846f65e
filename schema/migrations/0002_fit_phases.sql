ALTER TABLE `directions` ADD `preview` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `fits` ADD `choices` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `fits` ADD `preview` text;--> statement-breakpoint
ALTER TABLE `fits` ADD `preview_of` text;--> statement-breakpoint
ALTER TABLE `projects` ADD `default_edits` text DEFAULT '{}' NOT NULL;