/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.store.internal;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gishe.store.Recurring;
import org.gishe.store.StoreException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is registered as {@link Recurring}: one db-scheduler task of which each recurring work is an instance, so that a
 * row of {@code store_task} is its lease over all nodes.
 */
@Component(name = "org.gishe.store.recurring", service = RecurringWork.class, immediate = true)
public final class RecurringWork {

    private static final Logger LOG = LoggerFactory.getLogger(RecurringWork.class);
    private static final String TABLE = "store_task";
    private static final Duration POLLING = Duration.ofMillis(250);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration AWAY = Duration.ofMillis(250);
    private static final Duration SHUTDOWN = Duration.ofSeconds(20);

    private final Map<String, Recurring> works = new ConcurrentHashMap<>();
    private final CustomTask<Void> task = Tasks.custom("recurring", Void.class).execute(this::execute);
    private final Scheduler scheduler;

    @Activate
    public RecurringWork(@Reference Scheduling store) {
        takeBack(store);
        this.scheduler = Scheduler.create(store.leases(), task)
                .tableName(TABLE)
                .schedulerName(new SchedulerName.Fixed(store.node()))
                .threads(4)
                .pollingInterval(POLLING)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(4)
                .serializer(new NoData())
                .alwaysPersistTimestampInUTC()
                .shutdownMaxWait(SHUTDOWN)
                .build();
        scheduler.start();
    }

    /** What this node had picked when it died is nobody's: it need not wait for the missed heartbeats. */
    private static void takeBack(Scheduling store) {
        try (Connection connection = store.leases().getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE " + TABLE
                                + " SET picked = ?, picked_by = NULL, last_heartbeat = NULL, version = version + 1 WHERE picked_by = ?")) {
            update.setBoolean(1, false);
            update.setString(2, store.node());
            update.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException("the leases of this node cannot be taken back", e);
        }
    }

    /** Called for each that is registered, before or after activation. */
    @Reference(name = "work", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void add(Recurring work) {
        works.put(work.name(), work);
        scheduler.scheduleIfNotExists(task.instance(work.name()), Instant.now());
    }

    public void remove(Recurring work) {
        works.remove(work.name(), work);
    }

    private CompletionHandler<Void> execute(TaskInstance<Void> instance, ExecutionContext context) {
        Recurring work = works.get(instance.getId());
        Duration pause = AWAY; // its bundle is away, perhaps for an upgrade
        if (work != null) {
            pause = work.every();
            try {
                work.run();
            } catch (Exception e) {
                if (works.containsValue(work)) {
                    LOG.warn("{} failed and comes again", instance.getId(), e);
                } else {
                    LOG.debug("{} failed while its bundle was stopped", instance.getId(), e);
                }
            }
        }
        Instant next = Instant.now().plus(pause);
        return (complete, operations) -> operations.reschedule(complete, next);
    }

    @Deactivate
    public void close() {
        scheduler.stop();
    }

    private static final class NoData implements Serializer {

        @Override
        public byte[] serialize(Object data) {
            if (data != null) {
                throw new IllegalArgumentException("recurring work has no data");
            }
            return null;
        }

        @Override
        public <T> T deserialize(Class<T> type, byte[] bytes) {
            return null;
        }
    }
}
