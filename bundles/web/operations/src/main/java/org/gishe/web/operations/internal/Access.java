/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.web.operations.internal;

import java.util.Optional;
import org.gishe.deployment.Deployment.Order;
import org.gishe.identity.Officer;
import org.gishe.identity.Officer.Role;
import org.gishe.web.door.Problem;
import org.gishe.web.door.Visit;

/** The one place that says who may do what on the operators' side. What is not allowed here is denied. */
final class Access {

    private Access() {}

    /** What officers do. */
    enum Action {
        /** Plug-ins, ledger, open submissions by step: nothing of it about a person. */
        SEE(true, Deployers.ALL),
        /** Parked submissions, the journal's verification. */
        WATCH(true, Deployers.NONE),
        /** Sends a jar; whose it is, is known when it was read. */
        DEPLOY(false, Deployers.ALL),
        PROMOTE(false, Deployers.OWN),
        ROLLBACK(false, Deployers.OWN),
        DRAIN(false, Deployers.OWN),
        /** Decides on work that stands on a draining version. */
        EXTEND(false, Deployers.NONE),
        END(false, Deployers.NONE),
        /** Invites people to try a version that is to come. */
        INVITE(false, Deployers.OWN),
        /** Lets another sign for an id. */
        RELEASE(false, Deployers.NONE),
        /** Goes on with a parked submission. */
        RETRY(false, Deployers.NONE),
        /** Has the trusted lists loaded again. */
        RELOAD(false, Deployers.NONE),
        /** Takes all data away. */
        BACKUP(false, Deployers.NONE),
        /** Sees figures, findings and secrets of all enquiries, and decides on them: what auditors are for. */
        OVERSEE(true, Deployers.NONE),
        /** Reads and answers what people ask institutions: a clerk for the own one, whose EIK stands in the plug-in's place. */
        ANSWER(false, Deployers.NONE),
        /** Sees, appoints and dismisses officers. */
        OFFICERS(false, Deployers.NONE);

        private final boolean reads;
        private final Deployers deployers;

        Action(boolean reads, Deployers deployers) {
            this.reads = reads;
            this.deployers = deployers;
        }
    }

    /** On which plug-ins a deployer may do it. */
    private enum Deployers {
        NONE,
        OWN,
        ALL
    }

    /** @param plugin id of the plug-in that it is about; empty for none */
    static boolean may(Officer officer, Action action, String plugin) {
        return switch (officer.role()) {
            case OPERATOR -> true;
            case AUDITOR -> action.reads;
            case DEPLOYER ->
                action.deployers == Deployers.ALL
                        || action.deployers == Deployers.OWN && officer.ids().contains(plugin);
            case CLERK -> action == Action.ANSWER && officer.ids().contains(plugin);
            case OWNER, SYSTEM -> false;
        };
    }

    /**
     * Who asks for what is about no plug-in.
     *
     * @throws Problem unless that one may
     */
    static Officer demand(Visit visit, Action action) {
        return demand(visit, action, "");
    }

    /**
     * Who asks.
     *
     * @throws Problem unless that one may
     */
    static Officer demand(Visit visit, Action action, String plugin) {
        Officer officer = visit.officer();
        if (!may(officer, action, plugin)) {
            throw Problem.notAllowed();
        }
        return officer;
    }

    /** The one institution whose questions this officer answers; empty for all of them. */
    static Optional<String> institution(Officer officer) {
        return officer.role() == Role.CLERK ? Optional.of(officer.administration()) : Optional.empty();
    }

    /**
     * Who answers questions to an institution.
     *
     * @throws Problem unless that one may
     */
    static Officer answers(Visit visit, String institution) {
        return demand(visit, Action.ANSWER, institution);
    }

    /** An order in an officer's name, which reaches as far as the officer does. */
    static Order.Builder order(Officer officer) {
        Order.Builder order = Order.by(officer.name());
        return officer.role() == Role.OPERATOR ? order : order.only(officer.ids());
    }
}
