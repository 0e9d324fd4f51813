/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.sandbox.registers.internal;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.gishe.api.base.Data;
import org.gishe.json.Json;
import org.gishe.sandbox.host.Call;
import org.gishe.sandbox.host.Invented;
import org.gishe.sandbox.host.Reply;
import org.gishe.sandbox.host.Site;
import org.osgi.service.component.annotations.Component;

/**
 * The population register (ГРАО), with the operations and fields of the real one over JSON: ValidPersonSearch of the
 * national data base, PermanentAddressSearch of the address register. Every seventh invented person has no permanent
 * address. Its bad days are switched on by {@code POST /registers/population/switches}.
 */
@Component
public final class PopulationRegister implements Site {

    private final AtomicLong slowMillis = new AtomicLong(Long.getLong("gishe.sandbox.register.slow", 0));
    private final AtomicBoolean down = new AtomicBoolean();

    @Override
    public String path() {
        return "/registers/population";
    }

    @Override
    public Reply handle(Call call) {
        if (!call.method().equals("POST")) {
            return call.path().equals("/health") && !down.get() ? Reply.empty(204) : Reply.empty(404);
        }
        Optional<Data.Obj> request = call.object();
        if (request.isEmpty()) {
            return Reply.empty(400);
        }
        if (call.path().equals("/switches")) {
            return switches(request.get());
        }
        pause();
        if (down.get()) {
            return Reply.empty(503);
        }
        Optional<Invented> person = request.get().text("/EGN").flatMap(Invented::of);
        return switch (call.path()) {
            case "/ValidPersonSearch" ->
                person.map(found -> Reply.json(200, person(found))).orElse(Reply.empty(404));
            case "/PermanentAddressSearch" ->
                person.filter(found -> found.number() % 7 != 6)
                        .map(found -> Reply.json(200, address(found)))
                        .orElse(Reply.empty(404));
            default -> Reply.empty(400);
        };
    }

    private Reply switches(Data.Obj switches) {
        if (switches.at("/slowMillis").orElse(Data.NULL) instanceof Data.Num slow) {
            slowMillis.set(Math.min(60_000, Math.max(0, slow.value().longValue())));
        }
        if (switches.at("/down").orElse(Data.NULL) instanceof Data.Bool bool) {
            down.set(bool.value());
        }
        return Reply.json(
                200,
                Json.object()
                        .put("slowMillis", slowMillis.get())
                        .put("down", down.get())
                        .build());
    }

    /** A slow register is what it plays, not a wait for anything. */
    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(slowMillis.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Data.Obj person(Invented person) {
        return Json.object()
                .put("FirstName", person.firstName())
                .put("SurName", person.surName())
                .put("FamilyName", person.familyName())
                .put("BirthDate", person.born().toString())
                .build();
    }

    private static Data.Obj address(Invented person) {
        return Json.object()
                .put("DistrictName", person.place().district())
                .put("MunicipalityName", person.place().municipality())
                .put("SettlementCode", person.place().ekatte())
                .put("SettlementName", person.place().settlement())
                .put("LocationName", person.street())
                .put("BuildingNumber", String.format("%03d", 1 + person.number() % 120))
                .put("Floor", String.valueOf(1 + person.number() % 8))
                .put("Apartment", String.valueOf(1 + person.number() % 40))
                .put("FromDate", person.born().plusYears(18).toString())
                .build();
    }
}
