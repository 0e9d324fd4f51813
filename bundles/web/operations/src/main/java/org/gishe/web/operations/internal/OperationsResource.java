/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.deployment.Deployment;
import org.gishe.deployment.Deployment.Order;
import org.gishe.deployment.Deployment.Phase;
import org.gishe.deployment.Deployment.State;
import org.gishe.deployment.Moments;
import org.gishe.identity.Officer;
import org.gishe.journal.Journal;
import org.gishe.journey.Journeys;
import org.gishe.json.Json;
import org.gishe.roots.Roots;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;
import org.gishe.web.operations.internal.Access.Action;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** What operators do. The door lets officers in alone; which of them may do what, {@link Access} says. */
@Component(service = OperationsResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.operations")
@Path("/api/v1/operations")
@Produces({Answers.JSON, Answers.TEXT})
public final class OperationsResource {

    private final Deployment deployment;
    private final Journeys journeys;
    private final Journal journal;
    private final Roots roots;

    @Activate
    public OperationsResource(
            @Reference Deployment deployment,
            @Reference Journeys journeys,
            @Reference Journal journal,
            @Reference Roots roots) {
        this.deployment = deployment;
        this.journeys = journeys;
        this.journal = journal;
        this.roots = roots;
    }

    /** Who asks, if that one may. */
    private static Officer demand(HttpServletRequest request, Action action) {
        return Access.demand(Visit.of(request::getAttribute), action);
    }

    /** Name of who asks, if that one may do this with this plug-in. */
    private static String demand(HttpServletRequest request, Action action, String plugin) {
        return Access.demand(Visit.of(request::getAttribute), action, plugin).name();
    }

    @POST
    @Path("deployments")
    @Consumes({"application/java-archive", "application/octet-stream"})
    public Response deploy(
            @Context HttpServletRequest request,
            @QueryParam("at") String at,
            @QueryParam("share") String share,
            InputStream jar) {
        Order.Builder order = Access.order(demand(request, Action.DEPLOY));
        if (at != null) {
            order.from(Asked.value("at", () -> Moments.instant(at)));
        }
        if (share != null) {
            order.share(Asked.value("share", () -> Moments.share(share)));
        }
        var timing = new StringJoiner(", ");
        order.watch((stage, time) -> timing.add(stage.name().toLowerCase(Locale.ROOT) + ";dur=" + time.toMillis()));
        State state = deployment.deploy(jar, order.build());
        boolean refused = state.phase() == Phase.REFUSED;
        if (refused && !Answers.wantsText(request)) {
            throw States.refused(state);
        }
        return Response.fromResponse(Answers.one(request, refused ? 422 : 201, States.json(state), States.words(state)))
                .header(
                        "Server-Timing",
                        timing.length() == 0
                                ? null
                                : timing.toString()) // W3C Server Timing; how long each stage took, in milliseconds
                .build();
    }

    @GET
    @Path("plugins")
    public Response plugins(@Context HttpServletRequest request) {
        demand(request, Action.SEE);
        return Answers.list(
                request,
                List.of(
                        "kind",
                        "plugin",
                        "version",
                        "phase",
                        "share",
                        "effective",
                        "since",
                        "inside",
                        "pinned",
                        "deadline",
                        "signer",
                        "reasons"),
                deployment.states().stream().map(States::json).toList(),
                "No plug-in was deployed yet.\n");
    }

    @DELETE
    @Path("plugins/{id}")
    public Response remove(@Context HttpServletRequest request, @PathParam("id") String id) {
        State state = deployment.remove(plugin(id), demand(request, Action.DRAIN, id));
        if (state.phase() == Phase.REFUSED) {
            throw Problem.notFound();
        }
        return Answers.one(request, 200, States.json(state), States.words(state));
    }

    @POST
    @Path("plugins/{id}/drain")
    public Response drain(@Context HttpServletRequest request, @PathParam("id") String id) {
        return decided(request, deployment.remove(plugin(id), demand(request, Action.DRAIN, id)));
    }

    @POST
    @Path("plugins/{id}/promote")
    @Consumes(Answers.JSON)
    public Response promote(@Context HttpServletRequest request, @PathParam("id") String id, InputStream body) {
        String by = demand(request, Action.PROMOTE, plugin(id));
        return decided(request, deployment.promote(id, Asked.text(body, "version"), by));
    }

    @POST
    @Path("plugins/{id}/rollback")
    public Response rollback(@Context HttpServletRequest request, @PathParam("id") String id) {
        return decided(request, deployment.rollback(plugin(id), demand(request, Action.ROLLBACK, id)));
    }

    @POST
    @Path("plugins/{id}/versions/{version}/extend")
    @Consumes(Answers.JSON)
    public Response extend(
            @Context HttpServletRequest request,
            @PathParam("id") String id,
            @PathParam("version") String version,
            InputStream body) {
        String by = demand(request, Action.EXTEND, plugin(id));
        String until = Asked.text(body, "until");
        return decided(request, deployment.extend(id, version, Asked.value("until", () -> Moments.until(until)), by));
    }

    @POST
    @Path("plugins/{id}/versions/{version}/end")
    public Response end(
            @Context HttpServletRequest request, @PathParam("id") String id, @PathParam("version") String version) {
        return decided(request, deployment.end(plugin(id), version, demand(request, Action.END, id)));
    }

    @POST
    @Path("plugins/{id}/release")
    public Response release(@Context HttpServletRequest request, @PathParam("id") String id) {
        return decided(request, deployment.release(plugin(id), demand(request, Action.RELEASE, id)));
    }

    /** What can be no plug-in's id is not looked for, and leaves no line. */
    private static String plugin(String id) {
        if (!id.matches("[a-z][a-z0-9-]{0,63}")) {
            throw Problem.notFound();
        }
        return id;
    }

    private static Response decided(HttpServletRequest request, State state) {
        boolean refused = state.phase() == Phase.REFUSED;
        if (refused && !Answers.wantsText(request)) {
            throw States.notDone(state);
        }
        return Answers.one(request, refused ? 409 : 200, States.json(state), States.words(state));
    }

    @GET
    @Path("ledger")
    public Response ledger(@Context HttpServletRequest request) {
        demand(request, Action.SEE);
        return Answers.list(
                request,
                List.of("number", "at", "action", "plugin", "version", "effective", "share", "by", "reason"),
                deployment.ledger().stream()
                        .map(line -> Json.object()
                                .put("number", line.number())
                                .put("at", line.at().toString())
                                .put("action", line.action())
                                .put("plugin", line.plugin())
                                .put("version", line.version())
                                .put("sha256", line.sha256())
                                .put("effective", line.effective().toString())
                                .put("share", line.share())
                                .put("by", line.by())
                                .put("reason", line.reason())
                                .build())
                        .toList(),
                "The ledger is empty.\n");
    }

    @GET
    @Path("parked")
    public Response parked(@Context HttpServletRequest request) {
        demand(request, Action.WATCH);
        return Answers.list(
                request,
                List.of("id", "service", "version", "step", "attempts", "since", "reason"),
                journeys.parked().stream()
                        .map(parked -> Json.object()
                                .put("id", parked.id())
                                .put("service", parked.service())
                                .put("version", parked.version())
                                .put("step", parked.step())
                                .put("attempts", parked.attempts())
                                .put("since", parked.since().toString())
                                .put("reason", parked.reason())
                                .build())
                        .toList(),
                "No submission is parked.\n");
    }

    @POST
    @Path("submissions/{id}/retry")
    public Response retry(@Context HttpServletRequest request, @PathParam("id") String id) {
        if (!journeys.retry(id, demand(request, Action.RETRY).name())) {
            throw Problem.of(
                    409,
                    "not-parked",
                    LocalText.of("Това заявление не чака оператор", "This submission is not parked"),
                    LocalText.of(
                            "Вижте кои чакат: GET /api/v1/operations/parked.",
                            "See which are: GET /api/v1/operations/parked."));
        }
        return Answers.one(request, 200, Data.EMPTY.with("id", id), "It goes on.\n");
    }

    @GET
    @Path("standing")
    public Response standing(@Context HttpServletRequest request) {
        demand(request, Action.SEE);
        return Answers.list(
                request,
                List.of("service", "version", "step", "count"),
                journeys.standing().stream()
                        .map(standing -> Json.object()
                                .put("service", standing.service())
                                .put("version", standing.version())
                                .put("step", standing.step())
                                .put("count", standing.count())
                                .build())
                        .toList(),
                "No submission is open.\n");
    }

    @GET
    @Path("journal/verification")
    public Response verification(@Context HttpServletRequest request) {
        demand(request, Action.WATCH);
        Journal.Verification verified = journal.verify();
        Roots.Verification rooted = roots.verify();
        boolean holds = verified.fault().isEmpty() && rooted.fault().isEmpty();
        return Answers.one(
                request,
                holds ? 200 : 409,
                Json.object()
                        .put("holds", holds)
                        .put("sealed", verified.sealed())
                        .put("waiting", verified.waiting())
                        .put("erased", verified.erased())
                        .put("fault", verified.fault().orElse(""))
                        .put("head", verified.head())
                        .put(
                                "roots",
                                Json.object()
                                        .put("holds", rooted.fault().isEmpty())
                                        .put("roots", rooted.roots())
                                        .put("covered", rooted.covered())
                                        .put("stamped", rooted.stamped())
                                        .put("cosigned", rooted.cosigned())
                                        .put("fault", rooted.fault().orElse(""))
                                        .put(
                                                "notes",
                                                Json.array(rooted.notes().stream()
                                                        .map(Data::of)
                                                        .toList()))
                                        .build())
                        .build(),
                chain(verified) + roots(rooted));
    }

    private static String chain(Journal.Verification verified) {
        return verified.fault()
                .map(fault -> "The chain is BROKEN: " + fault + "\n")
                .orElseGet(() -> "The chain holds: " + verified.sealed() + " entries, " + verified.waiting()
                        + " waiting to be sealed, " + verified.erased() + " with their details erased.\n");
    }

    private static String roots(Roots.Verification rooted) {
        var words = new StringBuilder(rooted.fault()
                .map(fault -> "The roots are BROKEN: " + fault + "\n")
                .orElseGet(() -> "The roots hold: " + rooted.roots() + " roots over " + rooted.covered() + " entries, "
                        + rooted.stamped() + " time-stamped, " + rooted.cosigned() + " countersigned.\n"));
        rooted.notes()
                .forEach(note -> words.append("Not looked at: ").append(note).append('\n'));
        return words.toString();
    }
}
