/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.rest.internal;

import java.util.HexFormat;
import java.util.List;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import org.gishe.api.base.Data;
import org.gishe.api.base.LocalText;
import org.gishe.api.base.PersonId;
import org.gishe.journal.Journal;
import org.gishe.json.Json;
import org.gishe.roots.ProofFile;
import org.gishe.roots.Roots;
import org.gishe.roots.Roots.Root;
import org.gishe.store.Store;
import org.gishe.web.door.Problem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsName;
import org.osgi.service.jaxrs.whiteboard.propertytypes.JaxrsResource;

/** Roots of the journal, for everybody, and for each person the proof of an entry of their own. See docs/verifying.md. */
@Component(service = RootsResource.class)
@JaxrsResource
@JaxrsName("org.gishe.web.rest.roots")
@Path("/api/v1")
@Produces(Calls.JSON)
public final class RootsResource {

    private static final int PAGE = 50;
    private static final int MOST = 200;

    private final Store store;
    private final Journal journal;
    private final Roots roots;

    @Activate
    public RootsResource(@Reference Store store, @Reference Journal journal, @Reference Roots roots) {
        this.store = store;
        this.journal = journal;
        this.roots = roots;
    }

    /** Newest first; {@code next} of an answer is {@code before} of the next question, and null at the end. */
    @GET
    @Path("roots")
    public Response roots(@QueryParam("before") String before, @QueryParam("limit") String limit) {
        int most = (int) Math.min(MOST, Math.max(1, number(limit, PAGE)));
        List<Root> page = roots.page(number(before, Long.MAX_VALUE), most);
        long last = page.isEmpty() ? 1 : page.get(page.size() - 1).statement().number();
        return Calls.ok(Json.object()
                .put("roots", Json.array(page.stream().map(ProofFile::root).toList()))
                .put("next", last > 1 ? Data.of(last) : Data.NULL)
                .build());
    }

    @GET
    @Path("roots/{number}")
    public Response root(@PathParam("number") String number) {
        return Calls.ok(ProofFile.root(roots.root(number(number, 0)).orElseThrow(Problem::notFound)));
    }

    /** @param from number of an earlier root */
    @GET
    @Path("roots/{number}/consistency")
    public Response consistency(@PathParam("number") String number, @QueryParam("from") String from) {
        Root earlier = roots.root(number(from, 0)).orElseThrow(Problem::notFound);
        Root later = roots.root(number(number, 0)).orElseThrow(Problem::notFound);
        List<byte[]> path = roots.consistency(
                        earlier.statement().number(), later.statement().number())
                .orElseThrow(Problem::notFound);
        return Calls.ok(Json.object()
                .put("from", brief(earlier))
                .put("to", brief(later))
                .put("path", hashes(path))
                .build());
    }

    private static Data.Obj brief(Root root) {
        return Json.object()
                .put("number", root.statement().number())
                .put("size", root.statement().size())
                .put("hash", hex(root.statement().hash()))
                .build();
    }

    /** That an entry about the person who asks stands in the tree; a file that needs nothing else to be checked. */
    @GET
    @Path("journal/{sequence}/proof")
    public Response proof(@Context HttpServletRequest request, @PathParam("sequence") String sequence) {
        PersonId reader = Calls.visit(request).person().actor().id();
        long place = number(sequence, 0);
        Journal.Opening entry =
                store.read(handle -> journal.opening(handle, reader, place)).orElseThrow(Problem::notFound);
        Roots.Proof proof = roots.proof(place).orElseThrow(() -> Problem.of(
                        409,
                        "no-root-yet",
                        LocalText.of("Още няма доказателство", "There is no proof yet"),
                        LocalText.of(
                                "Записът влиза в следващия корен на дневника. Опитайте отново след минута.",
                                "The entry goes into the journal's next root. Try again in a minute."))
                .header("Retry-After", "60"));
        Data.Obj body = ProofFile.of(entry, proof);
        return Response.ok(Json.write(body), Calls.JSON)
                .header("Content-Disposition", Calls.attachment("journal-proof-" + place + ".json"))
                .header("Cache-Control", "private, no-store")
                .build();
    }

    private static Data.Arr hashes(List<byte[]> path) {
        return Json.array(path.stream().map(hash -> Data.of(hex(hash))).toList());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static long number(String text, long otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw Problem.notFound();
        }
        return Long.parseLong(text);
    }
}
