/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gishe.registers.Grant;
import org.gishe.registers.Grant.State;
import org.gishe.registers.Grants;

/** Grants in a list. */
final class ListedGrants implements Grants {

    private final List<Grant> grants = new ArrayList<>();

    @Override
    public Grant request(Grant.Wish wish, String by) {
        var grant = new Grant(
                "g-" + grants.size(), wish, State.REQUESTED, by, World.NOW, Optional.empty(), Optional.empty(), "");
        grants.add(grant);
        return grant;
    }

    private Optional<Grant> move(String id, State from, State to, Grant.Wish wish, String note, String by) {
        Optional<Grant> known = grant(id).filter(each -> each.state() == from);
        return known.map(each -> {
            var moved = new Grant(
                    id, wish, to, each.requestedBy(), World.NOW, Optional.of(by), Optional.of(World.NOW), note);
            grants.set(grants.indexOf(each), moved);
            return moved;
        });
    }

    @Override
    public Optional<Grant> approve(String id, List<String> elements, String by) {
        Grant.Wish wish = grant(id).orElseThrow().wish();
        Grant.Wish granted = elements.isEmpty()
                ? wish
                : new Grant.Wish(
                        wish.consumer(),
                        wish.administration(),
                        wish.register(),
                        wish.operation(),
                        elements,
                        wish.basis(),
                        wish.purpose(),
                        wish.mayLeaveOut(),
                        wish.from(),
                        wish.until());
        return move(id, State.REQUESTED, State.APPROVED, granted, "", by);
    }

    @Override
    public Optional<Grant> reject(String id, String reason, String by) {
        return move(id, State.REQUESTED, State.REJECTED, grant(id).orElseThrow().wish(), reason, by);
    }

    @Override
    public Optional<Grant> revoke(String id, String reason, String by) {
        return move(id, State.APPROVED, State.REVOKED, grant(id).orElseThrow().wish(), reason, by);
    }

    @Override
    public Optional<Grant> grant(String id) {
        return grants.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    @Override
    public List<Grant> grants(Optional<String> register, Optional<String> consumer, int limit) {
        return grants.stream()
                .filter(each -> register.map(each.wish().register()::equals).orElse(true)
                        && consumer.map(each.wish().consumer()::equals).orElse(true))
                .toList();
    }
}
