/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.IOException;
import java.io.OutputStream;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.StreamingOutput;
import org.gishe.api.base.LocalText;
import org.gishe.backup.Backup;
import org.gishe.store.StoreException;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.operations.internal.Access.Action;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A back-up as a download. Whether it came whole is told by its own sums, not by the connection's end. */
@Component(service = BackupResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.backup")
@Path("/api/v1/operations/backup")
public final class BackupResource {

    private static final Logger LOG = LoggerFactory.getLogger(BackupResource.class);

    private final Backup backup;

    @Activate
    public BackupResource(@Reference Backup backup) {
        this.backup = backup;
    }

    @POST
    @Produces(MediaType.WILDCARD)
    public Response take(@Context HttpServletRequest request) {
        Backup.Ready ready = begin(
                Access.demand(Visit.of(request::getAttribute), Action.BACKUP).name());
        return Response.ok(new Sending(ready), "application/zip")
                .header("Content-Disposition", "attachment; filename=\"" + ready.name() + "\"")
                .build();
    }

    Backup.Ready begin(String operator) {
        try {
            return backup.begin(operator);
        } catch (Backup.BusyException e) {
            throw Problem.of(
                    409,
                    "backup-running",
                    LocalText.of("В момента се прави друго резервно копие", "Another back-up is being made"),
                    LocalText.of("Опитайте, когато то приключи.", "Try again when it has ended."));
        } catch (StoreException e) {
            LOG.error("A back-up failed", e);
            throw Problem.of(
                    500,
                    "backup-failed",
                    LocalText.of("Резервното копие не е направено", "The back-up was not made"),
                    LocalText.of("Причината е в дневника на сървъра.", e.getMessage() + "."));
        }
    }

    /** Closes the back-up also when whoever asked for it has gone. */
    record Sending(Backup.Ready ready) implements StreamingOutput {

        @Override
        public void write(OutputStream out) throws IOException {
            try (ready) {
                ready.write(out);
            }
        }
    }
}
