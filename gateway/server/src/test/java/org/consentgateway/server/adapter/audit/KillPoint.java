package org.consentgateway.server.adapter.audit;

/**
 * A point on the trail's way to the disk at which the process is killed.
 *
 * <p>When a gateway starts anew after one that was killed, when a group of records is committed, when a segment is full, and
 * when it is signed how far the trail has come.
 */
enum KillPoint {
    START_BEFORE_THE_PUBLIC_KEY_IS_WRITTEN(File.PUBLIC_KEY, Moment.OPENING, 1),
    START_HALF_OF_THE_PUBLIC_KEY_IS_WRITTEN(File.PUBLIC_KEY, Moment.HALF_WRITTEN, 1),
    START_THE_PUBLIC_KEY_IS_IN_ITS_PLACE(File.SEGMENT, Moment.OPENING, 1),
    START_BEFORE_THE_FIRST_RECORD(File.SEGMENT, Moment.WRITING, 1),
    START_HALF_OF_THE_FIRST_RECORD(File.SEGMENT, Moment.HALF_WRITTEN, 1),
    START_THE_FIRST_RECORD_IS_NOT_FORCED(File.SEGMENT, Moment.WRITTEN, 1),
    GROUP_BEFORE_IT_IS_WRITTEN(File.SEGMENT, Moment.WRITING, 30),
    GROUP_ONE_BYTE_IS_WRITTEN(File.SEGMENT, Moment.BEGUN, 30),
    GROUP_HALF_IS_WRITTEN(File.SEGMENT, Moment.HALF_WRITTEN, 30),
    GROUP_ALL_BUT_ONE_BYTE_IS_WRITTEN(File.SEGMENT, Moment.NEARLY_WRITTEN, 30),
    GROUP_IS_WRITTEN_AND_NOT_FORCED(File.SEGMENT, Moment.WRITTEN, 30),
    GROUP_IS_FORCED_AND_NOBODY_KNOWS(File.SEGMENT, Moment.FORCED, 30),
    FULL_BEFORE_THE_NEXT_SEGMENT_IS_MADE(File.SEGMENT, Moment.OPENING, 2),
    FULL_THE_NEXT_SEGMENT_IS_MADE(File.SEGMENT, Moment.OPENED, 2),
    FULL_THE_NAME_OF_THE_NEXT_SEGMENT_IS_DURABLE(File.NEXT_SEGMENT, Moment.WRITING, 1),
    FULL_ONE_BYTE_OF_THE_NEXT_SEGMENT(File.NEXT_SEGMENT, Moment.BEGUN, 1),
    FULL_HALF_OF_THE_FIRST_GROUP_OF_THE_NEXT_SEGMENT(File.NEXT_SEGMENT, Moment.HALF_WRITTEN, 1),
    SIGNED_BEFORE_THE_CHECKPOINT_IS_WRITTEN(File.CHECKPOINT, Moment.OPENING, 1),
    SIGNED_HALF_OF_THE_CHECKPOINT_IS_WRITTEN(File.CHECKPOINT, Moment.HALF_WRITTEN, 1),
    SIGNED_THE_CHECKPOINT_IS_NOT_FORCED(File.CHECKPOINT, Moment.WRITTEN, 1),
    SIGNED_THE_CHECKPOINT_IS_NOT_IN_ITS_PLACE(File.CHECKPOINT, Moment.FORCED, 1),
    SIGNED_THE_WITNESS_DOES_NOT_KNOW(File.WITNESS, Moment.OPENING, 1),
    SIGNED_THE_WITNESS_KNOWS_HALF(File.WITNESS, Moment.HALF_WRITTEN, 1),
    SIGNED_THE_SECOND_CHECKPOINT_IS_NOT_IN_ITS_PLACE(File.CHECKPOINT, Moment.FORCED, 2);

    /** What is written to. */
    enum File {
        PUBLIC_KEY,
        SEGMENT,
        /** One that this process began. */
        NEXT_SEGMENT,
        CHECKPOINT,
        WITNESS
    }

    /** How far it has come. */
    enum Moment {
        OPENING,
        OPENED,
        WRITING,
        BEGUN,
        HALF_WRITTEN,
        NEARLY_WRITTEN,
        WRITTEN,
        FORCED
    }

    final File file;
    final Moment moment;
    /** At which time that it comes here. */
    final int time;

    KillPoint(File file, Moment moment, int time) {
        this.file = file;
        this.moment = moment;
        this.time = time;
    }
}
