ALTER TABLE `axes` ADD `user` text;--> statement-breakpoint
CREATE UNIQUE INDEX `axes_user` ON `axes` (`project_id`,`user`) WHERE user is not null;--> statement-breakpoint
ALTER TABLE `fits` ADD `user` text;--> statement-breakpoint
CREATE INDEX `fits_by_user` ON `fits` (`project_id`,`user`) WHERE user is not null;--> statement-breakpoint
ALTER TABLE `storage_quotas` ADD `private_axes` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `storage_quotas` ADD `max_private_axes` integer DEFAULT 1000 NOT NULL;--> statement-breakpoint
-- Written by hand: a private axis is nothing that others remember or are told of (0010, 0014), and has a quota of its own (0011, 0015).
DROP TRIGGER project_version_axis_added;
--> statement-breakpoint
DROP TRIGGER project_version_axis_changed;
--> statement-breakpoint
DROP TRIGGER project_version_axis_removed;
--> statement-breakpoint
CREATE TRIGGER project_version_axis_added AFTER INSERT ON axes WHEN NEW.user IS NULL BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_axis_changed AFTER UPDATE ON axes WHEN NEW.user IS NULL BEGIN UPDATE projects SET version = version + 1 WHERE id = NEW.project_id; END;
--> statement-breakpoint
CREATE TRIGGER project_version_axis_removed AFTER DELETE ON axes WHEN OLD.user IS NULL BEGIN UPDATE projects SET version = version + 1 WHERE id = OLD.project_id; END;
--> statement-breakpoint
DROP TRIGGER direction_activated_event;
--> statement-breakpoint
CREATE TRIGGER direction_activated_event AFTER UPDATE OF active_version ON axes
  WHEN NEW.user IS NULL AND NEW.active_version IS NOT NULL AND NEW.active_version IS NOT OLD.active_version BEGIN
  INSERT INTO webhook_events (id, project_id, type, data, created) VALUES (
    'evt_' || lower(hex(randomblob(13))), NEW.project_id, 'direction.activated',
    json_object('axis', NEW.name, 'version', NEW.active_version, 'previous', OLD.active_version),
    CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
--> statement-breakpoint
DROP TRIGGER fit_finished_event;
--> statement-breakpoint
CREATE TRIGGER fit_finished_event AFTER UPDATE OF state ON fits
  WHEN NEW.user IS NULL AND OLD.state IN ('queued', 'running') AND NEW.state IN ('done', 'failed', 'cancelled') BEGIN
  INSERT INTO webhook_events (id, project_id, type, data, created) VALUES (
    'evt_' || lower(hex(randomblob(13))), NEW.project_id, 'fit.finished',
    json_object('fit', NEW.id, 'axis', NEW.axis, 'state', NEW.state, 'error', json(NEW.error),
      'direction', json(NEW.direction), 'activated', json(iif(NEW.activated, 'true', 'false'))),
    CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
--> statement-breakpoint
-- A user's texts are kept only while their axis is fitted from them.
CREATE TRIGGER private_fits_forget_texts AFTER UPDATE OF state ON fits
  WHEN NEW.user IS NOT NULL AND NEW.state IN ('done', 'failed', 'cancelled') BEGIN
  UPDATE fits SET spec = json_set(NEW.spec, '$.texts', json('null'), '$.anchors', json('[]')), choices = '[]' WHERE id = NEW.id;
END;
--> statement-breakpoint
DROP TRIGGER axes_are_counted;
--> statement-breakpoint
CREATE TRIGGER axes_are_counted AFTER INSERT ON axes WHEN NEW.user IS NULL BEGIN
  UPDATE storage_quotas SET axes = axes + 1 WHERE project_id = NEW.project_id;
  SELECT RAISE(ABORT, 'quota_exceeded/axes') FROM storage_quotas WHERE project_id = NEW.project_id AND axes > max_axes;
END;
--> statement-breakpoint
DROP TRIGGER axes_are_counted_off;
--> statement-breakpoint
CREATE TRIGGER axes_are_counted_off AFTER DELETE ON axes WHEN OLD.deleted IS NULL AND OLD.user IS NULL BEGIN
  UPDATE storage_quotas SET axes = axes - 1 WHERE project_id = OLD.project_id;
END;
--> statement-breakpoint
CREATE TRIGGER private_axes_are_counted AFTER INSERT ON axes WHEN NEW.user IS NOT NULL BEGIN
  UPDATE storage_quotas SET private_axes = private_axes + 1 WHERE project_id = NEW.project_id;
  SELECT RAISE(ABORT, 'quota_exceeded/private_axes') FROM storage_quotas WHERE project_id = NEW.project_id AND private_axes > max_private_axes;
END;
--> statement-breakpoint
CREATE TRIGGER private_axes_are_counted_off AFTER DELETE ON axes WHEN OLD.user IS NOT NULL BEGIN
  UPDATE storage_quotas SET private_axes = private_axes - 1 WHERE project_id = OLD.project_id;
END;
