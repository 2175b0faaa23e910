/**
 * Every code that may stand in a `reason` or `code` label. Closed, because a label whose values others can choose
 * fills a monitoring system: the codes of an agent's reports come from another machine. A test compares it with the
 * codes that the source refuses with.
 */
const reasons: ReadonlySet<string> = new Set(
  `
    account_exists account_filter account_not_ready account_switched action_not_here activation_refused
    address_not_allowed against_position agent_ended agent_not_connected agent_not_paired
    agent_not_running agent_offline agent_stops agent_timeout already_paired already_set_up
    another_terminal array_too_long autotrading_off_at_server autotrading_off_in_terminal bad_cursor
    bad_frame bad_identity bad_proof bucket_not_configured certificate_required challenge_ended
    clock_off clock_unknown close_only close_order_exists closed_by_expert closed_by_hand
    closed_by_policy conflicting_keys consent_needed csrf_failed deadline_passed deal_after_end
    delivery_not_understood dialect_not_supported duplicate_key empty_message empty_part entry_missing
    entry_too_close entry_wrong_side expires_early expires_with_day expiry_not_supported expiry_passed
    external_order external_position facts_stale feature_not_available fifo_close fired_in_future forbidden
    forbidden_key frozen gateway_unreachable hedge_prohibited id_conflict idempotency_conflict
    insecure_gateway invalid_close_volume invalid_code invalid_expiration invalid_fill invalid_key
    invalid_licence invalid_order invalid_origin invalid_price invalid_refresh_token invalid_request
    invalid_settings invalid_stops invalid_symbol invalid_text invalid_time invalid_token invalid_utf8
    invalid_volume journal_lost key_not_allowed last_owner last_secret legacy_mode_not_set
    limit_above_operators limit_orders limit_positions limit_too_low limit_volume long_only
    lost_before_submission lots_rounded mail_not_configured malformed_json margin_short margin_unknown
    market_closed member_locked missing_action missing_amount missing_comma missing_command
    missing_entry missing_level missing_size missing_symbol missing_value never_received no_changes
    no_connection no_money no_position no_quotes no_route no_service_manager no_status not_a_gateway
    not_a_member not_a_number not_executed not_found not_locked not_paired not_positive not_signed_in
    not_your_account nothing_asked nothing_to_do number_not_exact order_changed order_type_not_allowed
    origin_not_allowed other_account other_terminal_account out_of_range out_of_sequence outcome_pending
    outcome_unknown own_membership pairing_refused partial_closed partly_executed password_common
    password_not_text password_too_long password_too_short pending_expired percent_too_large pip_unknown
    policy_closes_not_allowed policy_daily_loss policy_drawdown policy_equity_floor policy_file_broken
    policy_file_missing policy_flattening policy_gateway_away policy_halted policy_money_unknown
    policy_order_too_large policy_outside_hours policy_refused policy_symbol_not_allowed
    policy_symbol_volume policy_too_many_orders policy_too_many_pending policy_too_many_positions
    position_closed previous_leg_failed previous_leg_unknown previous_step_failed price_changed
    price_not_positive price_outside_band rate_limited real_only reconciling records_deleted
    refresh_token_reused replaced requote retention_too_long retention_too_short revoked rotation_open
    route_paused second_factor_needed service_refused session_ended short_only silent
    size_formula_unknown size_missing size_needs_stop spread_too_wide stale starting step_up_invalid
    step_up_needed stop_lifted stop_loss stop_loss_not_allowed stop_loss_required stop_loss_wrong_side
    stop_not_understood stop_out stops_kept stops_too_close strategy_halted string_too_long
    symbol_missing symbol_not_allowed take_profit take_profit_not_allowed take_profit_wrong_side
    terminal_absent terminal_cannot_trade terminal_not_ready terminal_records_behind terminal_refused
    text_too_long tick_value_unknown token_expired too_deep too_large too_many too_many_keys
    too_many_legs too_many_requests too_many_steps trade_disabled trading_disabled two_commands
    two_licences two_messages two_symbols unavailable unexpected_text unknown_account unknown_action
    unknown_command unknown_key unknown_member unknown_order unknown_position unknown_recipient
    unknown_secret unknown_stop unknown_strategy unknown_symbol unknown_value unresolved_placeholder
    unsupported_version unterminated_quote upgrade_required url_refused venue_cancelled venue_error
    venue_locked venue_rejected venue_timeout volume_limit volume_off_step volume_too_large
    volume_too_small wrong_account wrong_agent wrong_credentials wrong_factor wrong_order wrong_secret
    wrong_signature wrong_token wrong_type
  `
    .trim()
    .split(/\s+/),
);

/** The label's value for a code: the code itself, `other` for one that is not on the list, empty for none. */
export function reasonLabel(code: string | null | undefined): string {
  if (code === null || code === undefined) return "";
  return reasons.has(code) ? code : "other";
}
