// The numbers by which CAF knows the messages. Each message is declared beside its actors.
#pragma once

#include "actors/alarm/messages.hpp"
#include "actors/engine/messages.hpp"
#include "actors/history/messages.hpp"
#include "actors/sampling/messages.hpp"
#include "model/alarm/alarm.hpp"
#include "model/alarm/sink_status.hpp"
#include "model/container/snapshot.hpp"
#include "model/history/history_batch.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/type_id.hpp>

CAF_BEGIN_TYPE_ID_BLOCK(docker_monitor, caf::first_custom_type_id)

CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::alarm_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::container_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::engine_status))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::sink_status_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::containers_changed))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::transitions))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::container_facts))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::engine_news))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::container_logs))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::new_rules))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::samples_taken))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::slot_tick))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::oom_kills_read))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::oom_kills_actor))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::negotiated))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::machine_told))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::listed))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::pinged))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::recalled))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::reading))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::inspected))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::streamed))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::stream_ended))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::records))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::containers_gone))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::settled))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::history_question))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::own_trouble))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::operator_request))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::operator_answer))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::snapshot_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::model::history_batch_ptr))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::figures_question))
CAF_ADD_TYPE_ID(docker_monitor, (docker_monitor::actors::stored_figures))

CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, begin_atom, "begin")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, tick_atom, "tick")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, round_atom, "round")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, expire_atom, "expire")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, opened_atom, "opened")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, ping_atom, "ping")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, compare_atom, "compare")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, confirm_atom, "confirm")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, show_atom, "show")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, unreachable_atom, "away")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, commit_atom, "commit")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, resave_atom, "resave")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, judge_atom, "judge")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, overload_atom, "overload")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, end_atom, "end")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, kept_atom, "kept")
CAF_ADD_ATOM(docker_monitor, docker_monitor::actors, tend_atom, "tend")

CAF_END_TYPE_ID_BLOCK(docker_monitor)

// Everything stays in this process.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::alarm_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::container_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::engine_status)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::sink_status_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::containers_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::transitions)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::container_facts)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::engine_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::container_logs)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::new_rules)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::samples_taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::slot_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::oom_kills_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::negotiated)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::machine_told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::listed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::pinged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::recalled)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::reading)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::inspected)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::streamed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::stream_ended)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::records)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::containers_gone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::settled)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::history_question)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::own_trouble)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::operator_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::operator_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::snapshot_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::model::history_batch_ptr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::figures_question)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(docker_monitor::actors::stored_figures)
