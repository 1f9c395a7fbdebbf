"""Writes of messaging."""

from lapel.journey.messaging.actions.forget_letters import forget_letters
from lapel.journey.messaging.actions.hand_over import hand_over_letters
from lapel.journey.messaging.actions.keep_webhook import (
    end_webhook,
    register_webhook,
    rotate_webhook,
)
from lapel.journey.messaging.actions.let_device_in import (
    forget_devices,
    leave_device,
    let_device_in,
    take_device_off,
)
from lapel.journey.messaging.actions.make_push_key import make_push_key, renew_push_key
from lapel.journey.messaging.actions.refusal import Refusal
from lapel.journey.messaging.actions.send_push import (
    owe_pushes,
    push_reminder,
    push_trial,
    try_device,
)
from lapel.journey.messaging.actions.send_webhooks import (
    discard_message,
    ping_webhook,
    send_again,
    send_webhooks,
    tell_programs,
)
from lapel.journey.messaging.actions.stop_webhooks import keep_or_stop, stop_webhooks_of
from lapel.journey.messaging.actions.tell_holder_why import tell_holder_why
from lapel.journey.messaging.actions.tell_leads import tell_leads
from lapel.journey.messaging.actions.tell_of_end import (
    look_ahead,
    look_ahead_for_many,
    tell_of_end,
    tell_of_many_ends,
)
from lapel.journey.messaging.actions.tell_of_endorsement import ask_for_answer, tell_who_asked
from lapel.journey.messaging.actions.tell_of_newer import owe_news_of_version, tell_of_newer
from lapel.journey.messaging.actions.write_batch_letters import (
    owe_letters,
    owe_more_letters,
    tell_programs_of_round,
    write_batch_letters,
)
from lapel.journey.messaging.actions.write_letter import write_letter

__all__ = [
    "Refusal",
    "ask_for_answer",
    "discard_message",
    "end_webhook",
    "forget_devices",
    "forget_letters",
    "hand_over_letters",
    "keep_or_stop",
    "leave_device",
    "let_device_in",
    "look_ahead",
    "look_ahead_for_many",
    "make_push_key",
    "owe_letters",
    "owe_more_letters",
    "owe_news_of_version",
    "owe_pushes",
    "ping_webhook",
    "push_reminder",
    "push_trial",
    "register_webhook",
    "renew_push_key",
    "rotate_webhook",
    "send_again",
    "send_webhooks",
    "stop_webhooks_of",
    "take_device_off",
    "tell_holder_why",
    "tell_leads",
    "tell_of_end",
    "tell_of_many_ends",
    "tell_of_newer",
    "tell_programs",
    "tell_programs_of_round",
    "tell_who_asked",
    "try_device",
    "write_batch_letters",
    "write_letter",
]
